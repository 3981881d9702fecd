// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every option of every command, by group, and those that several commands share, so that names and
// help read alike.
#pragma once

#include <string>

#include "cli/command_line.h"

namespace haguard {

// The groups, in the order of the help.
void add_attach_commands(CommandLine& line);
void add_learning_commands(CommandLine& line);
void add_mode_commands(CommandLine& line);
void add_reading_commands(CommandLine& line);
void add_policy_commands(CommandLine& line);
void add_replay_commands(CommandLine& line);
void add_help_command(CommandLine& line);

void add_link(CLI::App* app, std::string& link);
void add_json(CLI::App* app, bool& json);
void add_comment(CLI::App* app, std::string& comment);
void add_confirm(CLI::App* app, std::string& confirm);
void add_force(CLI::App* app, bool& force);

// What is wrong with a number of things to show; empty where nothing is.
std::string check_count(const std::string& word);

}  // namespace haguard
