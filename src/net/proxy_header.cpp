#include "net/proxy_header.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace net {

namespace {

using base::errc;
using outcome = base::result<std::optional<proxy_header>>;

constexpr std::string_view text_start = "PROXY ";
constexpr std::size_t longest_text = 107; // section 2.1
constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t fixed_part = 16; // of version 2: signature, version and command, family, length

constexpr unsigned type_ssl = 0x20; // section 2.2.5
constexpr unsigned client_ssl = 0x01;

bool same_start(std::string_view bytes, std::string_view start)
{
    const auto size = std::min(bytes.size(), start.size());
    return bytes.substr(0, size) == start.substr(0, size);
}

unsigned byte(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint8_t>(bytes[at]);
}

std::size_t number(std::string_view bytes, std::size_t at) // of 16 bits
{
    return byte(bytes, at) << 8 | byte(bytes, at + 1);
}

bool is_port(std::string_view text)
{
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, is_digit);
}

// "TCP4 192.0.2.1 192.0.2.2 1234 6667", behind "PROXY ".
outcome parse_text(std::string_view rest, std::size_t size)
{
    proxy_header found{.size = size};
    std::array<std::string_view, 5> words;
    std::size_t count = 0;
    for (;; ++count) {
        const auto space = rest.find(' ');
        if (count == words.size())
            break;
        words[count] = rest.substr(0, space);
        if (space == std::string_view::npos) {
            ++count;
            rest = {};
            break;
        }
        rest.remove_prefix(space + 1);
    }
    if (words[0] == "UNKNOWN")
        return std::optional(found);
    const bool v4 = words[0] == "TCP4";
    if (count != words.size() || !rest.empty() || (!v4 && words[0] != "TCP6") || !is_port(words[3]) ||
        !is_port(words[4]))
        return errc::malformed;
    const auto has_colon = [](std::string_view text) { return text.find(':') != text.npos; };
    const auto from = ip::parse(words[1]);
    const auto to = ip::parse(words[2]);
    if (!from || !to || has_colon(words[1]) == v4 || has_colon(words[2]) == v4)
        return errc::malformed;
    found.client = from;
    return std::optional(found);
}

// Whether the values behind the addresses say that the client uses TLS. Empty where they are malformed.
std::optional<bool> says_tls(std::string_view values)
{
    bool secure = false;
    while (!values.empty()) {
        if (values.size() < 3)
            return std::nullopt;
        const auto length = number(values, 1);
        if (values.size() - 3 < length)
            return std::nullopt;
        const auto value = values.substr(3, length);
        if (byte(values, 0) == type_ssl) {
            if (value.size() < 5)
                return std::nullopt;
            secure = byte(value, 0) & client_ssl;
        }
        values.remove_prefix(3 + length);
    }
    return secure;
}

outcome parse_binary(std::string_view bytes)
{
    if (bytes.size() < fixed_part)
        return std::optional<proxy_header>();
    const auto version = byte(bytes, 12) >> 4;
    const auto command = byte(bytes, 12) & 0x0F;
    const auto family = byte(bytes, 13) >> 4;
    const auto length = number(bytes, 14);
    const auto size = fixed_part + length;
    if (version != 2 || command > 1 || size > proxy_header::max_size)
        return errc::malformed;
    if (bytes.size() < size)
        return std::optional<proxy_header>();
    proxy_header found{.size = size};
    if (command == 0) // LOCAL: the proxy's own connection, a health check perhaps
        return std::optional(found);
    constexpr std::array<std::size_t, 4> address_sizes{0, 12, 36, 216}; // none, IPv4, IPv6, Unix
    if (family >= address_sizes.size() || length < address_sizes[family])
        return errc::malformed;
    const auto body = bytes.substr(fixed_part, length);
    if (family == 1 || family == 2)
        found.client = ip::from_bytes(body.substr(0, family == 1 ? 4 : 16));
    const auto tls = says_tls(family == 0 ? std::string_view() : body.substr(address_sizes[family]));
    if (!tls)
        return errc::malformed;
    found.secure = *tls;
    return std::optional(found);
}

} // namespace

bool proxy_header::begins(std::string_view bytes)
{
    return !bytes.empty() && (same_start(bytes, text_start) || same_start(bytes, signature));
}

outcome proxy_header::parse(std::string_view bytes)
{
    if (bytes.empty())
        return std::optional<proxy_header>();
    if (same_start(bytes, signature))
        return parse_binary(bytes);
    if (!same_start(bytes, text_start))
        return errc::malformed;
    const auto end = bytes.substr(0, longest_text).find("\r\n");
    if (end != std::string_view::npos)
        return end < text_start.size() ? outcome(errc::malformed)
                                       : parse_text(bytes.substr(0, end).substr(text_start.size()), end + 2);
    if (bytes.size() >= longest_text)
        return errc::malformed;
    return std::optional<proxy_header>();
}

} // namespace net
