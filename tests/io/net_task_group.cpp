#include "net/task_group.hpp"

#include "base/log.hpp"
#include "run.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

asio::awaitable<void> wait(asio::io_context& io, std::chrono::milliseconds time, std::vector<int>& ended,
                           int number)
{
    asio::steady_timer timer(io, time);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    ended.push_back(number);
}

asio::awaitable<void> wait_and_throw(asio::io_context& io)
{
    asio::steady_timer timer(io, 1ms);
    co_await timer.async_wait(asio::use_awaitable);
    throw std::runtime_error("it went wrong");
}

asio::awaitable<void> spawn_another(net::task_group& tasks, asio::io_context& io, std::vector<int>& ended)
{
    asio::steady_timer timer(io, 5ms);
    co_await timer.async_wait(asio::use_awaitable);
    tasks.spawn(wait(io, 5ms, ended, 2));
}

asio::awaitable<void> nothing()
{
    co_return;
}

// What was written to standard error meanwhile.
class captured_errors {
public:
    captured_errors()
        : file_(std::tmpfile())
        , before_(::dup(STDERR_FILENO))
    {
        std::fflush(stderr);
        ::dup2(::fileno(file_), STDERR_FILENO);
    }
    std::string end()
    {
        std::fflush(stderr);
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
        std::rewind(file_);
        std::string text(4096, '\0');
        text.resize(std::fread(text.data(), 1, text.size(), file_));
        std::fclose(file_);
        return text;
    }

private:
    std::FILE* file_;
    int before_;
};

struct fixture {
    asio::io_context io;
    net::task_group tasks{io.get_executor()};
    std::vector<int> ended;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(net_task_group, fixture)

BOOST_AUTO_TEST_CASE(join_waits_for_the_last_task)
{
    for (int n = 0; n < 3; ++n)
        tasks.spawn(wait(io, std::chrono::milliseconds(10 * n), ended, n));
    BOOST_TEST(!tasks.empty());
    support::run(io, tasks.join());
    BOOST_TEST(tasks.empty());
    BOOST_TEST(ended == (std::vector{0, 1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(join_of_none_returns_at_once)
{
    support::run(io, tasks.join());
    tasks.spawn(nothing());
    support::run(io, tasks.join());
    BOOST_TEST(tasks.empty());
}

BOOST_AUTO_TEST_CASE(join_waits_for_tasks_of_tasks)
{
    tasks.spawn(spawn_another(tasks, io, ended));
    support::run(io, tasks.join());
    BOOST_TEST(ended.size() == 1U);
}

BOOST_AUTO_TEST_CASE(cancel_ends_what_they_wait_for)
{
    for (int n = 0; n < 3; ++n)
        tasks.spawn(wait(io, 1h, ended, n));
    io.poll(); // all of them wait now
    tasks.cancel();
    support::run(io, tasks.join());
    BOOST_TEST(ended.size() == 3U);
}

BOOST_AUTO_TEST_CASE(several_may_join)
{
    tasks.spawn(wait(io, 5ms, ended, 1));
    auto first = asio::co_spawn(io, tasks.join(), asio::use_future);
    support::run(io, tasks.join());
    first.get();
    BOOST_TEST(ended.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_exception_is_logged_and_ends_its_task_alone)
{
    base::log::set_level(base::log::level::error);
    captured_errors errors;
    tasks.spawn(wait_and_throw(io));
    tasks.spawn(wait(io, 10ms, ended, 1));
    support::run(io, tasks.join());
    const auto text = errors.end();
    BOOST_TEST(text.find("level=error event=task_failed reason=\"it went wrong\"") != std::string::npos);
    BOOST_TEST(ended.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_exception_of_a_cancellation_is_not_logged)
{
    base::log::set_level(base::log::level::error);
    captured_errors errors;
    tasks.spawn(wait_and_throw(io));
    io.poll_one();
    tasks.cancel();
    support::run(io, tasks.join());
    BOOST_TEST(errors.end() == "");
}

BOOST_AUTO_TEST_SUITE_END()
