#include "server/recent_history.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <list>
#include <map>
#include <string>
#include <utility>
#include <vector>

using server::recent_history;
namespace asio = boost::asio;
using bridge::room;
using namespace std::chrono_literals;

namespace {

base::wall_time at(int seconds)
{
    return base::wall_time(std::chrono::seconds(seconds));
}

std::vector<bridge::past_row> rows_until(int last)
{
    std::vector<bridge::past_row> out;
    for (int n = 1; n <= last; ++n) {
        directus::item row;
        row.content = std::to_string(n);
        row.date = at(n);
        out.push_back({row, at(n)});
    }
    return out;
}

// Reads that end when the test says so.
struct fixture {
    struct read {
        recent_history::asker asked;
        asio::steady_timer ends;
        room::past found = base::make_error_code(base::errc::unreachable);
    };

    asio::io_context io;
    std::map<int, std::string> scopes; // by client
    std::list<read> reads;
    std::vector<std::pair<int, std::string>> answers; // the contents of the rows
    recent_history histories{
        io.get_executor(),
        {.scope_of = [this](bridge::client_id who) { return scopes[static_cast<int>(who)]; },
         .read = [this](recent_history::asker one) { return make(one); },
         .answer =
             [this](bridge::client_id who, const room::past& rows) {
                 std::string text;
                 for (const auto& row : rows ? *rows : std::vector<bridge::past_row>())
                     text += row.row.content + ' ';
                 answers.emplace_back(static_cast<int>(who), rows ? text : rows.error().message());
             }}};

    asio::awaitable<room::past> make(recent_history::asker one)
    {
        auto& own = reads.emplace_back(one, asio::steady_timer(io, asio::steady_timer::time_point::max()));
        co_await own.ends.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return own.found;
    }

    void ask(int who, std::string scope, std::size_t limit = 3, base::wall_time since = at(100))
    {
        scopes[who] = std::move(scope);
        histories.ask({bridge::client_id(who), limit, since});
        run();
    }

    void end(std::size_t which, room::past found)
    {
        auto& one = *std::next(reads.begin(), static_cast<std::ptrdiff_t>(which));
        one.found = std::move(found);
        one.ends.cancel();
        run();
    }

    void run()
    {
        io.restart();
        io.poll();
    }
};

using answer = std::pair<int, std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(recent_histories, fixture)

BOOST_AUTO_TEST_CASE(who_comes_during_a_read_shares_the_next)
{
    ask(1, "full");
    ask(2, "full");
    ask(3, "full");
    BOOST_TEST_REQUIRE(reads.size() == 1u);
    end(0, rows_until(2));
    BOOST_TEST(answers.size() == 1u);
    BOOST_TEST_REQUIRE(reads.size() == 2u);
    end(1, rows_until(3));
    BOOST_TEST((answers == std::vector<answer>{{1, "1 2 "}, {2, "1 2 3 "}, {3, "1 2 3 "}}));
    ask(4, "full");
    BOOST_TEST(reads.size() == 3u);
    end(2, rows_until(1));
    BOOST_TEST((answers.back() == answer{4, "1 "}));
}

BOOST_AUTO_TEST_CASE(scopes_do_not_wait_for_each_other)
{
    ask(1, "full");
    ask(2, "user:2");
    BOOST_TEST_REQUIRE(reads.size() == 2u);
    end(1, rows_until(1));
    BOOST_TEST((answers == std::vector<answer>{{2, "1 "}}));
    end(0, rows_until(2));
    BOOST_TEST((answers.back() == answer{1, "1 2 "}));
}

BOOST_AUTO_TEST_CASE(each_gets_as_much_as_he_asked_for)
{
    ask(1, "full");
    ask(2, "full", 1, at(100));
    ask(3, "full", 1, at(3));
    end(0, rows_until(1));
    BOOST_TEST_REQUIRE(reads.size() == 2u);
    BOOST_TEST(reads.back().asked.limit == 1u);
    BOOST_TEST((reads.back().asked.since == at(3)));
    end(1, rows_until(4));
    BOOST_TEST((answers == std::vector<answer>{{1, "1 "}, {2, "4 "}, {3, "3 4 "}}));
}

BOOST_AUTO_TEST_CASE(what_fails_for_one_is_tried_for_each_other)
{
    ask(1, "full");
    ask(2, "full");
    ask(3, "full");
    end(0, rows_until(1));
    end(1, base::make_error_code(base::errc::unreachable));
    BOOST_TEST_REQUIRE(answers.size() == 2u);
    BOOST_TEST((answers[1] == answer{2, base::make_error_code(base::errc::unreachable).message()}));
    BOOST_TEST_REQUIRE(reads.size() == 3u);
    BOOST_TEST((reads.back().asked.who == bridge::client_id(3)));
    end(2, rows_until(2));
    BOOST_TEST((answers.back() == answer{3, "1 2 "}));
}

BOOST_AUTO_TEST_CASE(who_has_no_scope_shares_nothing)
{
    ask(1, "");
    ask(2, "");
    BOOST_TEST_REQUIRE(reads.size() == 2u);
    end(0, base::make_error_code(base::errc::unreachable));
    end(1, rows_until(1));
    BOOST_TEST((answers.back() == answer{2, "1 "}));
}

BOOST_AUTO_TEST_CASE(rows_of_another_scope_are_not_shown)
{
    ask(1, "full");
    ask(2, "full");
    ask(3, "full");
    end(0, rows_until(1));
    scopes[3] = "full:content"; // may read less by now
    end(1, rows_until(2));
    BOOST_TEST((answers == std::vector<answer>{{1, "1 "}, {2, "1 2 "}}));
    BOOST_TEST_REQUIRE(reads.size() == 3u);
    BOOST_TEST((reads.back().asked.who == bridge::client_id(3)));
    end(2, rows_until(1));
    BOOST_TEST((answers.back() == answer{3, "1 "}));
}

BOOST_AUTO_TEST_SUITE_END()
