// A SQLite file behind Directus's back, with Node's own SQLite: what other programs do to a database.
#pragma once

#include "support/child.hpp"
#include "support/temporary_directory.hpp"

#include <filesystem>
#include <string>

namespace support {

// Throws with SQLite's word where it refuses.
void run_sql(const std::filesystem::path& database, const std::string& statement);

// Holds the write lock from the constructor on until the end of its life: others read, and cannot write.
class write_lock {
public:
    explicit write_lock(const std::filesystem::path& database);

private:
    temporary_directory directory_;
    child holder_;
};

} // namespace support
