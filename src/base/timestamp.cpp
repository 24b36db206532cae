#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace base {

namespace {

// Takes what it recognises from the front of a text; done() is false for good once something did not fit.
class reader {
public:
    explicit reader(std::string_view text)
        : rest_(text)
    {
    }

    bool done() const { return ok_ && rest_.empty(); }

    bool skip_if(char c)
    {
        if (!rest_.starts_with(c))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    void expect(std::string_view text)
    {
        if (rest_.starts_with(text))
            rest_.remove_prefix(text.size());
        else
            ok_ = false;
    }

    // Exactly `digits` decimal digits, from 0 to `most`.
    int number(std::size_t digits, int most)
    {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i)
            value = value * 10 + digit();
        if (value > most)
            ok_ = false;
        return value;
    }

    // One or more digits behind the decimal point, cut to thousandths.
    int thousandths()
    {
        int value = digit() * 100;
        for (int place = 10; next_is_digit(); place /= 10)
            value += digit() * place;
        return value;
    }

    template <std::size_t N>
    unsigned one_of(const std::array<std::string_view, N>& names)
    {
        const auto found = std::find_if(names.begin(), names.end(),
                                        [&](std::string_view name) { return rest_.starts_with(name); });
        if (found == names.end()) {
            ok_ = false;
            return 0;
        }
        rest_.remove_prefix(found->size());
        return static_cast<unsigned>(found - names.begin());
    }

private:
    bool next_is_digit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }

    int digit()
    {
        if (!next_is_digit()) {
            ok_ = false;
            return 0;
        }
        const int value = rest_[0] - '0';
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view rest_;
    bool ok_ = true;
};

std::optional<wall_time> midnight(int year, unsigned month, unsigned day)
{
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    if (!date.ok())
        return std::nullopt;
    return wall_time(std::chrono::sys_days(date));
}

std::chrono::minutes read_zone(reader& in)
{
    const bool west = in.skip_if('-');
    if (!west && !in.skip_if('+')) {
        in.skip_if('Z');
        return {};
    }
    const std::chrono::hours hours(in.number(2, 23));
    in.skip_if(':');
    const auto offset = hours + std::chrono::minutes(in.number(2, 59));
    return west ? -offset : offset;
}

} // namespace

std::string to_iso8601(wall_time time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<wall_time> from_iso8601(std::string_view text)
{
    reader in(text);
    const int year = in.number(4, 9999);
    in.expect("-");
    const int month = in.number(2, 12);
    in.expect("-");
    const int day = in.number(2, 31);
    if (!in.skip_if('T'))
        in.expect(" ");
    duration since_midnight = std::chrono::hours(in.number(2, 23));
    in.expect(":");
    since_midnight += std::chrono::minutes(in.number(2, 59));
    if (in.skip_if(':')) {
        since_midnight += std::chrono::seconds(in.number(2, 59));
        if (in.skip_if('.'))
            since_midnight += std::chrono::milliseconds(in.thousandths());
    }
    const std::chrono::minutes zone = read_zone(in);
    if (!in.done())
        return std::nullopt;
    const auto start = midnight(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
    return start ? std::optional(*start + since_midnight - zone) : std::nullopt;
}

bool has_zone(std::string_view text)
{
    constexpr std::size_t date = 10; // bytes; its dashes are no sign of a zone
    return text.ends_with('Z') || text.find_first_of("+-", date) != std::string_view::npos;
}

std::optional<wall_time> from_http_date(std::string_view text)
{
    static constexpr std::array<std::string_view, 7> weekdays{"Mon", "Tue", "Wed", "Thu",
                                                              "Fri", "Sat", "Sun"};
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    reader in(text);
    in.one_of(weekdays);
    in.expect(", ");
    const int day = in.number(2, 31);
    in.expect(" ");
    const unsigned month = in.one_of(months) + 1;
    in.expect(" ");
    const int year = in.number(4, 9999);
    in.expect(" ");
    duration since_midnight = std::chrono::hours(in.number(2, 23));
    in.expect(":");
    since_midnight += std::chrono::minutes(in.number(2, 59));
    in.expect(":");
    since_midnight += std::chrono::seconds(in.number(2, 60)); // 60: a leap second
    in.expect(" GMT");
    if (!in.done())
        return std::nullopt;
    const auto start = midnight(year, month, static_cast<unsigned>(day));
    return start ? std::optional(*start + since_midnight) : std::nullopt;
}

} // namespace base
