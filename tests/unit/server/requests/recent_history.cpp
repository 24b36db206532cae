#include "server/requests/recent_history.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <list>
#include <map>
#include <string>
#include <utility>
#include <vector>

using server::recent_history;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

base::wall_time at(int seconds)
{
    return base::wall_time(std::chrono::seconds(seconds));
}

recent_history::rows rows_until(int last, int first = 1)
{
    std::vector<bridge::past_row> out;
    for (int n = first; n <= last; ++n) {
        directus::item row;
        row.content = std::to_string(n);
        row.date = at(n);
        out.push_back({row, at(n)});
    }
    return std::make_shared<const std::vector<bridge::past_row>>(std::move(out));
}

// Reads that end when the test says so.
class fixture : recent_history::source {
public:
    virtual ~fixture() = default;

    struct reading {
        recent_history::asker asked;
        asio::steady_timer ends;
        base::result<recent_history::rows> found = base::make_error_code(base::errc::unreachable);
    };

    struct part_reading {
        recent_history::asker asked;
        asio::steady_timer ends;
        base::result<recent_history::part> found = base::make_error_code(base::errc::unreachable);
    };

    asio::io_context io;
    std::map<int, std::string> scopes; // by client
    unsigned questions = 0;
    std::list<reading> reads;
    std::list<part_reading> parts;
    std::optional<base::wall_time> start; // of what they may have
    asio::steady_timer counted{io};
    std::vector<std::pair<int, std::string>> answers; // the contents of the rows
    recent_history histories{io.get_executor(), *this};

    void ask(int who, std::string scope, std::size_t limit = 3, base::wall_time since = at(100),
             std::size_t most = 100)
    {
        scopes[who] = std::move(scope);
        histories.ask({bridge::client_id(who), ++questions, limit, since, most});
        run();
    }

    void ask_as(recent_history::asker::order how, int who, int since,
                std::optional<bridge::part_of_past> left_out = std::nullopt)
    {
        scopes[who] = "full";
        histories.ask({bridge::client_id(who), ++questions, 3, at(since), 100, how, left_out});
        run();
    }
    void come_back(int who, int since) { ask_as(recent_history::asker::order::newest_or_parts, who, since); }
    void go_on(int who, int since)
    {
        ask_as(recent_history::asker::order::parts, who, since, bridge::part_of_past{});
    }
    void end_part(base::result<recent_history::part> found)
    {
        parts.back().found = std::move(found);
        parts.back().ends.cancel();
        run();
    }
    // Up to the row of this second.
    static recent_history::part part_until(int last, int first)
    {
        return {rows_until(last, first), at(last + 1)};
    }

    void end(std::size_t which, base::result<recent_history::rows> found)
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

private:
    std::string scope_of(bridge::client_id who) const override
    {
        const auto found = scopes.find(static_cast<int>(who));
        return found == scopes.end() ? std::string() : found->second;
    }
    asio::awaitable<base::result<recent_history::rows>> read(recent_history::asker one) override
    {
        auto& own = reads.emplace_back(one, asio::steady_timer(io, asio::steady_timer::time_point::max()));
        co_await own.ends.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return own.found;
    }
    asio::awaitable<base::result<recent_history::part>> read_part(recent_history::asker one) override
    {
        auto& own = parts.emplace_back(one, asio::steady_timer(io, asio::steady_timer::time_point::max()));
        co_await own.ends.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return own.found;
    }
    asio::awaitable<std::optional<base::wall_time>> find_start(recent_history::asker) override
    {
        co_return start;
    }
    // A row a second.
    asio::awaitable<bridge::part_of_past> count_older(recent_history::asker one, base::wall_time end) override
    {
        co_await counted.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return bridge::part_of_past{.older = static_cast<std::size_t>((end - one.since) / 1s)};
    }
    void answer(const recent_history::asker& one, const base::result<recent_history::rows>& rows,
                bridge::part_of_past own) override
    {
        std::string text;
        for (auto n = own.first; rows && n < (*rows)->size(); ++n)
            text += (**rows)[n].row.content + ' ';
        if (own.older > 0)
            text += "older: " + std::to_string(own.older);
        if (own.next)
            text += "next: " + std::to_string((*own.next - at(0)) / 1s);
        answers.emplace_back(static_cast<int>(one.who), rows ? text : rows.error().message());
    }
};

using told = std::pair<int, std::string>;

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
    BOOST_TEST((answers == std::vector<told>{{1, "1 2 "}, {2, "1 2 3 "}, {3, "1 2 3 "}}));
    ask(4, "full");
    BOOST_TEST(reads.size() == 3u);
    end(2, rows_until(1));
    BOOST_TEST((answers.back() == told{4, "1 "}));
}

BOOST_AUTO_TEST_CASE(scopes_do_not_wait_for_each_other)
{
    ask(1, "full");
    ask(2, "user:2");
    BOOST_TEST_REQUIRE(reads.size() == 2u);
    end(1, rows_until(1));
    BOOST_TEST((answers == std::vector<told>{{2, "1 "}}));
    end(0, rows_until(2));
    BOOST_TEST((answers.back() == told{1, "1 2 "}));
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
    BOOST_TEST((answers == std::vector<told>{{1, "1 "}, {2, "4 "}, {3, "3 4 "}}));
}

BOOST_AUTO_TEST_CASE(rows_beyond_the_most_are_counted_and_hold_up_nobody)
{
    ask(1, "full");
    ask(2, "full", 1, at(1), 2);
    ask(3, "full", 1, at(100));
    end(0, rows_until(1));
    BOOST_TEST(reads.back().asked.most == 100u);
    counted.expires_at(asio::steady_timer::time_point::max());
    end(1, rows_until(9, 8));
    BOOST_TEST((answers == std::vector<told>{{1, "1 "}, {3, "9 "}}));
    counted.cancel();
    run();
    BOOST_TEST((answers.back() == told{2, "8 9 older: 7"}));
}

BOOST_AUTO_TEST_CASE(who_loses_the_scope_during_the_count_reads_alone)
{
    ask(1, "full", 1, at(1), 2);
    counted.expires_at(asio::steady_timer::time_point::max());
    end(0, rows_until(9, 8));
    scopes[1] = "full:content";
    counted.cancel();
    run();
    BOOST_TEST(answers.empty());
    BOOST_TEST_REQUIRE(reads.size() == 2u);
    end(1, rows_until(2, 2));
    BOOST_TEST((answers == std::vector<told>{{1, "2 "}}));
}

BOOST_AUTO_TEST_CASE(what_fails_for_one_is_tried_for_each_other)
{
    ask(1, "full");
    ask(2, "full");
    ask(3, "full");
    end(0, rows_until(1));
    end(1, base::make_error_code(base::errc::unreachable));
    BOOST_TEST_REQUIRE(answers.size() == 2u);
    BOOST_TEST((answers[1] == told{2, base::make_error_code(base::errc::unreachable).message()}));
    BOOST_TEST_REQUIRE(reads.size() == 3u);
    BOOST_TEST((reads.back().asked.who == bridge::client_id(3)));
    end(2, rows_until(2));
    BOOST_TEST((answers.back() == told{3, "1 2 "}));
}

BOOST_AUTO_TEST_CASE(who_has_no_scope_shares_nothing)
{
    ask(1, "");
    ask(2, "");
    BOOST_TEST_REQUIRE(reads.size() == 2u);
    end(0, base::make_error_code(base::errc::unreachable));
    end(1, rows_until(1));
    BOOST_TEST((answers.back() == told{2, "1 "}));
}

BOOST_AUTO_TEST_CASE(rows_of_another_scope_are_not_shown)
{
    ask(1, "full");
    ask(2, "full");
    ask(3, "full");
    end(0, rows_until(1));
    scopes[3] = "full:content"; // may read less by now
    end(1, rows_until(2));
    BOOST_TEST((answers == std::vector<told>{{1, "1 "}, {2, "1 2 "}}));
    BOOST_TEST_REQUIRE(reads.size() == 3u);
    BOOST_TEST((reads.back().asked.who == bridge::client_id(3)));
    end(2, rows_until(1));
    BOOST_TEST((answers.back() == told{3, "1 "}));
}

BOOST_AUTO_TEST_CASE(who_comes_back_after_little_costs_one_read)
{
    come_back(1, 3);
    BOOST_TEST((reads.back().asked.since == base::wall_time::max()));
    end(0, rows_until(4, 2));
    BOOST_TEST((answers == std::vector<told>{{1, "2 3 4 "}}));
    BOOST_TEST(parts.empty());
}

BOOST_AUTO_TEST_CASE(who_comes_back_after_much_gets_a_part_for_each_time_that_it_asks)
{
    come_back(1, 1);
    end(0, rows_until(9, 7));
    BOOST_TEST(answers.empty());
    BOOST_TEST_REQUIRE(parts.size() == 1u);
    BOOST_TEST((parts.back().asked.since == at(1)));
    end_part(part_until(4, 1));
    BOOST_TEST((answers == std::vector<told>{{1, "1 2 3 4 next: 5"}}));
    BOOST_TEST(parts.size() == 1u);
    go_on(1, 5);
    end_part(recent_history::part{rows_until(9, 5)});
    BOOST_TEST((answers.back() == told{1, "5 6 7 8 9 "}));
}

// Client 2 comes while the part of 1 is read; 3 is too far on for it, and 1 itself goes on behind them.
BOOST_AUTO_TEST_CASE(a_part_is_shared_by_those_who_go_on_within_it_and_all_get_on)
{
    go_on(1, 1);
    go_on(2, 3);
    go_on(3, 8);
    end_part(part_until(4, 1));
    BOOST_TEST((answers == std::vector<told>{{1, "1 2 3 4 next: 5"}}));
    go_on(1, 5);
    BOOST_TEST_REQUIRE(parts.size() == 2u);
    BOOST_TEST((parts.back().asked.since == at(3)));
    end_part(part_until(6, 3));
    BOOST_TEST((answers.back() == told{2, "3 4 5 6 next: 7"}));
    BOOST_TEST_REQUIRE(parts.size() == 3u);
    BOOST_TEST((parts.back().asked.who == bridge::client_id(3)));
    end_part(recent_history::part{rows_until(9, 8)});
    BOOST_TEST((answers.back() == told{3, "8 9 "}));
    BOOST_TEST((parts.back().asked.since == at(5)));
    end_part(recent_history::part{rows_until(9, 5)});
    BOOST_TEST((answers.back() == told{1, "5 6 7 8 9 "}));
}

BOOST_AUTO_TEST_CASE(of_too_many_the_oldest_are_left_out_and_counted)
{
    start = at(3);
    ask_as(recent_history::asker::order::parts, 1, 1);
    end_part(part_until(4, 1));
    BOOST_TEST((answers.back() == told{1, "3 4 older: 2next: 5"}));
    start = at(8);
    ask_as(recent_history::asker::order::parts, 2, 1);
    end_part(part_until(4, 1));
    BOOST_TEST_REQUIRE(parts.size() == 3u);
    BOOST_TEST((parts.back().asked.since == at(8)));
    end_part(recent_history::part{rows_until(9, 8)});
    BOOST_TEST((answers.back() == told{2, "8 9 older: 7"}));
}

BOOST_AUTO_TEST_CASE(a_part_that_fails_for_one_is_read_for_the_next)
{
    go_on(1, 1);
    go_on(2, 1);
    go_on(3, 1);
    end_part(recent_history::part{rows_until(1)});
    end_part(base::make_error_code(base::errc::unreachable));
    BOOST_TEST_REQUIRE(answers.size() == 2u);
    BOOST_TEST((answers[1] == told{2, base::make_error_code(base::errc::unreachable).message()}));
    BOOST_TEST((parts.back().asked.who == bridge::client_id(3)));
    end_part(recent_history::part{rows_until(2)});
    BOOST_TEST((answers.back() == told{3, "1 2 "}));
}

BOOST_AUTO_TEST_SUITE_END()
