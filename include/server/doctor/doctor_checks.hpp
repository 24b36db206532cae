// The checks of `directus-ircd doctor`: from what Directus answered to findings. No sockets.
#pragma once

#include "server/doctor/doctor_evidence.hpp"
#include "server/operations/findings.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace server {

// Each adds what it finds, under its name; nothing where it cannot tell.
struct doctor_check {
    std::string_view name;
    void (*judge)(const doctor_evidence& seen, std::vector<finding>& out);
};
struct doctor_account_check {
    std::string_view name; // the finding's is "user: permissions"
    void (*judge)(const doctor_evidence& seen, const doctor_account& of, std::vector<finding>& out);
};

std::span<const doctor_check> doctor_checks();
std::span<const doctor_account_check> doctor_account_checks();

// All of them, in the table's order. Where Directus cannot be reached, that alone.
std::vector<finding> judge(const doctor_evidence& seen);

} // namespace server
