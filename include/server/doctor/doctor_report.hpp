// How `directus-ircd doctor` tells what it found: a table for people, JSON for programs, an exit status.
#pragma once

#include "server/operations/findings.hpp"

#include <string>
#include <vector>

namespace server {

// Columns: check, grade, what was seen, what to change. Whatever a server put into them is printable.
std::string doctor_table(const std::vector<finding>& found);
// {"url":"…","status":"warn","checks":[{"name":"…","status":"ok","seen":"…","change":"…"}]}
std::string doctor_json(const std::string& url, const std::vector<finding>& found);
// 0: all is ok, 1: warnings, 2: failures.
int doctor_exit_status(const std::vector<finding>& found);

} // namespace server
