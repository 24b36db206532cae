// The measurements. Each prints what it found and throws where something did not happen at all.
#pragma once

#include <cstddef>
#include <vector>

namespace bench {

void feed();     // 500 readers: one subscription against 500
void reads();    // what a message costs Directus's database
void recovery(); // kill -9 while 50 clients talk
void logins();   // 1,000 clients at once
// Fan-out beside other IRC servers, with so many clients each.
void servers(const std::vector<std::size_t>& sizes, std::size_t rounds, bool alone = false);

} // namespace bench
