#include "server/operations/process_figures.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace server {

namespace {

double seconds_of(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

} // namespace

process_figures process_figures::read()
{
    process_figures out;
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) == 0)
        out.cpu_seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
    std::size_t all = 0;
    std::size_t resident = 0;
    if (std::ifstream pages("/proc/self/statm"); pages >> all >> resident) {
        const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        out.virtual_bytes = all * page;
        out.resident_bytes = resident * page;
    }
    std::error_code error;
    const std::filesystem::directory_iterator open("/proc/self/fd", error);
    if (!error)
        out.open_descriptors = static_cast<std::size_t>(std::distance(begin(open), end(open)));
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        out.most_descriptors = limit.rlim_cur;
    return out;
}

} // namespace server
