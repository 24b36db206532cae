// Limits of the machine and of Directus, with the program as people run it.
#include "e2e/scenario.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

using namespace e2e;

namespace {

// Nothing is asked of Directus meanwhile, which would take a descriptor.
struct calm : scenario {
    calm()
        : scenario({"--irc.history=0", "--directus.recheck=3600"})
    {
    }
};

std::ptrdiff_t descriptors(int pid)
{
    const std::filesystem::directory_iterator all(fmt::format("/proc/{}/fd", pid));
    return std::distance(begin(all), end(all));
}

// So many more than it has now.
void leave_descriptors(int pid, std::ptrdiff_t more)
{
    rlimit limit{};
    BOOST_REQUIRE(::prlimit(pid, RLIMIT_NOFILE, nullptr, &limit) == 0);
    limit.rlim_cur = static_cast<rlim_t>(descriptors(pid) + more);
    BOOST_REQUIRE(::prlimit(pid, RLIMIT_NOFILE, &limit, nullptr) == 0);
}

// Of the processor, so far: proc(5), fields 14 and 15 of stat.
double seconds_used(int pid)
{
    const auto text = support::read_file(fmt::format("/proc/{}/stat", pid));
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    const std::vector<std::string> all(std::istream_iterator<std::string>(fields), {});
    return static_cast<double>(std::stol(all.at(11)) + std::stol(all.at(12))) /
           static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::ptrdiff_t count(const std::string& text, std::string_view what)
{
    std::ptrdiff_t times = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++times;
    return times;
}

} // namespace

BOOST_AUTO_TEST_SUITE(limits)

BOOST_FIXTURE_TEST_CASE(without_descriptors_accepting_pauses, calm)
{
    auto ada = join(who.ada);
    auto grace = join(who.grace); // both with all connections that they need
    leave_descriptors(gateway.pid(), 4);
    const auto failures = [&] { return count(gateway.log(), "event=accept_failed"); };
    std::vector<irc_peer> all;
    while (failures() == 0) {
        all.push_back(connect());
        all.back().send("PING here");
        BOOST_REQUIRE(support::eventually([&] { return all.back().line(20ms) || failures() > 0; }));
    }
    gateway.expect_log("* event=accept_failed * reason=*oo many open files*");
    auto waits = connect(); // the system accepts it, and the gateway cannot
    waits.send("PING waits");
    const auto before = seconds_used(gateway.pid());
    waits.expect_silence(2s);
    BOOST_TEST(seconds_used(gateway.pid()) - before < 0.5);
    ada.say("those who are there go on");
    grace.expect("*PRIVMSG #messages :those who are there go on");
    BOOST_TEST(failures() == 1);
    all.clear();
    waits.expect("*PONG * :waits");
    gateway.expect_log("* event=accepting_again *");
}

BOOST_AUTO_TEST_SUITE_END()
