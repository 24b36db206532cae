#include "base/local_time.hpp"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace base {

namespace {

constexpr auto database = "/usr/share/zoneinfo";
constexpr auto utc = "UTC";

bool is_utc = true;

} // namespace

bool is_time_zone(const std::string& name)
{
    if (name == utc)
        return true;
    if (name.empty() || name.front() == '/' || name.find("..") != std::string::npos)
        return false;
    std::ifstream file(std::filesystem::path(database) / name, std::ios::binary);
    char magic[4] = {}; // RFC 9636 section 3.1
    return file.read(magic, sizeof magic) && std::string_view(magic, sizeof magic) == "TZif";
}

void set_time_zone(const std::string& name)
{
    is_utc = name == utc;
    ::setenv("TZ", (":" + name).c_str(), 1);
    ::tzset();
}

local_time to_local(wall_time time)
{
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    std::tm in{};
    if (is_utc)
        ::gmtime_r(&seconds, &in);
    else
        ::localtime_r(&seconds, &in);
    const auto local = std::chrono::seconds(seconds + in.tm_gmtoff);
    return {.day = static_cast<long>(std::chrono::floor<std::chrono::days>(local).count()),
            .month = static_cast<unsigned>(in.tm_mon) + 1,
            .day_of_month = static_cast<unsigned>(in.tm_mday),
            .hour = static_cast<unsigned>(in.tm_hour),
            .minute = static_cast<unsigned>(in.tm_min)};
}

} // namespace base
