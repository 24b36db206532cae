// How the text of a configuration value is read. Whatever does not fit throws std::invalid_argument with the
// reason. Of keys that take one value, the last one given counts.
#pragma once

#include "base/clock.hpp"
#include "server/config/config.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace server::config_values {

using values = std::vector<std::string>; // of one key; never empty

[[noreturn]] void invalid(const std::string& reason);
std::size_t number(const std::string& text, std::size_t least, std::size_t most);

template <std::size_t Least, std::size_t Most>
std::size_t number(const values& given)
{
    return number(given.back(), Least, Most);
}

template <std::size_t Least, std::size_t Most>
base::duration seconds(const values& given)
{
    return std::chrono::seconds(number(given.back(), Least, Most));
}

template <std::size_t Least, std::size_t Most>
base::duration milliseconds(const values& given)
{
    return std::chrono::milliseconds(number(given.back(), Least, Most));
}

// A text as a template's parameter.
template <std::size_t Size>
struct literal {
    consteval literal(const char (&from)[Size]) { std::copy_n(from, Size, text); }
    char text[Size];
};

// Whether the second of two words was given.
bool is_second(const values& given, std::string_view first, std::string_view second);
template <literal First, literal Second>
bool is_second(const values& given)
{
    return is_second(given, First.text, Second.text);
}

std::string text(const values& given);  // as it is
std::string line(const values& given);  // text that becomes part of IRC lines
std::string word(const values& given);  // a parameter of IRC that is not the last
std::string field(const values& given); // the name of a collection or field
std::string field_or_none(const values& given);
base::secret secret(const values& given);

// Without values, or with a single empty one, there are none.
template <auto Read>
auto list(const values& given)
{
    std::vector<decltype(Read(given.front()))> out;
    for (const auto& one : given)
        if (!one.empty())
            out.push_back(Read(one));
    return out;
}
listen_address address(const std::string& text);     // address:port, [IPv6]:port or unix:/path
listen_address tcp_address(const std::string& text); // without unix:
std::string origin(const std::string& text);         // scheme://host[:port], or * for all

std::string channel(const values& given);
std::string server_name(const values& given);
std::string network(const values& given);
std::vector<std::string> motd(const values& given);
std::vector<std::string> bots(const values& given); // ids and e-mail addresses between commas
std::vector<directus::condition> filter(const values& given);
std::vector<directus::field_value> defaults(const values& given);
bridge::account_kind account(const values& given);
bridge::formatting formatting(const values& given);
std::string time_zone(const values& given);
net::base_url url(const values& given);
std::string path(const values& given);       // of a URL, without a query
std::string public_url(const values& given); // without "/" at its end
std::string uploads_url(const values& given);
std::string login_domain(const values& given);
base::log::level log_level(const values& given);
base::log::layout log_format(const values& given);

} // namespace server::config_values
