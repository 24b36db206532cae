#include "server/config/config_values.hpp"

#include "base/utf8.hpp"

#include <boost/asio/ip/address.hpp>

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace server::config_values {

void invalid(const std::string& reason)
{
    throw std::invalid_argument(reason);
}

std::size_t number(const values& given, std::size_t least, std::size_t most)
{
    const auto& text = given.back();
    std::size_t parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || end != text.data() + text.size() || parsed < least || parsed > most)
        invalid(fmt::format("\"{}\" is not a number from {} to {}", text, least, most));
    return parsed;
}

base::duration seconds(const values& given, std::size_t least, std::size_t most)
{
    return std::chrono::seconds(number(given, least, most));
}

bool yes_or_no(const values& given)
{
    if (given.back() == "yes" || given.back() == "no")
        return given.back() == "yes";
    invalid(fmt::format("\"{}\" is neither yes nor no", given.back()));
}

// Text that becomes part of IRC lines.
std::string one_line(const std::string& text)
{
    if (!base::utf8::valid(text))
        invalid("is not valid UTF-8");
    if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        invalid("holds a line break or NUL");
    return text;
}

std::string word(const values& given)
{
    const auto& text = given.back();
    if (text.empty() || text.front() == ':' || text.find_first_of(" ,\t\r\n") != std::string::npos)
        invalid(fmt::format("\"{}\" is not a single word", text));
    return one_line(text);
}

std::string field(const values& given)
{
    const auto& text = given.back();
    if (text.empty() ||
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") !=
            std::string::npos)
        invalid(fmt::format("\"{}\" is not the name of a collection or field", text));
    return text;
}

std::string field_or_none(const values& given)
{
    return given.back().empty() ? std::string() : field(given);
}

listen_address address(const std::string& text)
{
    constexpr std::string_view unix_prefix = "unix:";
    constexpr std::size_t longest_path = 107; // sockaddr_un
    if (text.starts_with(unix_prefix)) {
        auto path = text.substr(unix_prefix.size());
        if (!path.starts_with('/') || path.size() > longest_path)
            invalid(
                fmt::format("\"{}\" is not unix: and a path from / of at most {} bytes", text, longest_path));
        return {{}, 0, std::move(path)};
    }
    const auto colon = text.rfind(':');
    if (colon == std::string::npos)
        invalid(fmt::format("\"{}\" is not address:port", text));
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    boost::asio::ip::make_address(host, error);
    if (error)
        invalid(fmt::format("\"{}\" is not an IPv4 or [IPv6] address", text.substr(0, colon)));
    return {host, static_cast<std::uint16_t>(number({text.substr(colon + 1)}, 0, 65535))};
}

listen_address tcp_address(const std::string& text)
{
    auto found = address(text);
    if (!found.path.empty())
        invalid(fmt::format("\"{}\" is not address:port", text));
    return found;
}

std::string origin(const std::string& text)
{
    const auto scheme = text.find("://");
    if (text != "*" && (scheme == std::string::npos || text.find_first_of("/ ,", scheme + 3) != text.npos))
        invalid(fmt::format("\"{}\" is neither * nor an origin like https://chat.example.com", text));
    return text;
}

} // namespace server::config_values
