// A chaos run: many people write and read while everything breaks; then all is made good, everybody waits
// until it is quiet, and the books are closed.
#pragma once

#include "e2e/chaos_books.hpp"
#include "e2e/chaos_faults.hpp"
#include "support/chat_project.hpp"

#include <string>
#include <vector>

namespace e2e::chaos {

// A variable of the environment, as tests/chaos sets them.
std::string choice(const char* name, const std::string& otherwise);

struct world {
    const support::chat_project& project;
    std::vector<std::string> nodes; // URLs of Directus; the gateway has the first
    std::vector<fault> faults;      // besides those of the gateway's connections
    bool ordered = true;            // false: events overtake each other
    std::chrono::milliseconds order_within = books::rules().order_within; // of rows of several authors
};

void run(const world& in, const std::string& collection);

} // namespace e2e::chaos
