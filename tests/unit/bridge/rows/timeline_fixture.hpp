// A timeline on clocks of its own; what it shows as text.
#pragma once

#include "bridge/rows/timeline.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace timeline_test {

using namespace std::chrono_literals;
using bridge::said;
using bridge::timeline;
using strings = std::vector<std::string>;

constexpr base::wall_time start{1'700'000'000'000ms};
constexpr base::duration overlap = 10min;

inline directus::item_id key(int number)
{
    return directus::item_id(std::to_string(number));
}

// Dated so long after the start.
inline directus::item row(int number, base::duration after = 0ms, std::string text = "text")
{
    return {key(number), std::move(text), {}, start + after};
}

inline std::vector<said> as_said(const std::vector<directus::item>& rows)
{
    std::vector<said> out;
    for (const auto& one : rows)
        out.push_back({.row = one});
    return out;
}

// "3": said; "3*1": edited the first time; "3-": removed.
inline strings told(const timeline::actions& all)
{
    struct printer {
        std::string operator()(const said& what) { return what.row.id.str(); }
        std::string operator()(const bridge::edited& what)
        {
            return what.row.id.str() + "*" + std::to_string(what.number);
        }
        std::string operator()(const bridge::removed& what) { return what.row.id.str() + "-"; }
    };
    strings out;
    for (const auto& one : all)
        out.push_back(std::visit(printer{}, one));
    return out;
}

struct live {
    explicit live(timeline::settings with = {})
        : line(with, start)
    {
        line.clock_moved(now, wall());
        replay({});
        check({});
    }

    base::wall_time wall() const { return start + (now - base::time_point(1h)) + set; }
    // How long after the start Directus's clock says that it is.
    base::duration time() const { return wall() - start; }
    void event(directus::item what) { line.received({.row = std::move(what)}, now, wall(), out); }
    void answer(directus::item what)
    {
        line.received({.row = std::move(what), .from = base::client_id{1}}, now, wall(), out);
    }
    void replay(const std::vector<directus::item>& rows)
    {
        counts = line.replayed(as_said(rows), now, now, wall(), out);
    }
    std::size_t sweep(const std::vector<directus::item>& rows)
    {
        return line.swept(as_said(rows), now, now, wall(), out);
    }
    void wait()
    {
        now = line.deadline().value();
        line.fired(now, out);
    }
    // What was shown since the last look.
    void check(const strings& expected, int where = __builtin_LINE())
    {
        BOOST_TEST_CONTEXT("expected at line " << where)
        {
            BOOST_TEST(told(std::exchange(out, {})) == expected, boost::test_tools::per_element());
        }
    }

    base::time_point now{1h}; // when the wall says `start`
    base::duration set{};     // Directus's clock, since then
    timeline line;
    timeline::actions out;
    timeline::caught_up counts;
};

} // namespace timeline_test
