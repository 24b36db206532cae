#include "net/ip.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace net {

namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::size_t longest = 45; // characters of an address

} // namespace

std::optional<ip> ip::from_bytes(std::string_view bytes)
{
    ip made;
    if (bytes.size() != 4 && bytes.size() != 16)
        return std::nullopt;
    if (bytes.size() == 4)
        std::ranges::copy(mapped, made.bytes_.begin());
    std::ranges::transform(bytes, made.bytes_.end() - static_cast<std::ptrdiff_t>(bytes.size()),
                           [](char c) { return static_cast<std::uint8_t>(c); });
    return made;
}

std::optional<ip> ip::parse(std::string_view text)
{
    const std::string copy(text.substr(0, text.find('%')));
    if (copy.size() > longest)
        return std::nullopt;
    std::array<char, 16> bytes;
    if (inet_pton(AF_INET, copy.c_str(), bytes.data()) == 1)
        return from_bytes({bytes.data(), 4});
    if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1)
        return from_bytes({bytes.data(), 16});
    return std::nullopt;
}

bool ip::is_v4() const
{
    return std::ranges::equal(mapped, std::span(bytes_).first<mapped.size()>());
}

bool ip::is_loopback() const
{
    if (is_v4())
        return bytes_[12] == 127;
    return std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto byte) { return byte == 0; }) &&
           bytes_.back() == 1;
}

std::string ip::str() const
{
    std::array<char, INET6_ADDRSTRLEN> text;
    const int family = is_v4() ? AF_INET : AF_INET6;
    inet_ntop(family, bytes_.data() + (is_v4() ? mapped.size() : 0), text.data(), text.size());
    return text.data();
}

ip ip::prefix(unsigned bits) const
{
    ip cut = *this;
    if (is_v4())
        bits += 96;
    for (unsigned at = 0; at < 16; ++at) {
        const unsigned kept = std::clamp(bits, at * 8, at * 8 + 8) - at * 8;
        cut.bytes_[at] = static_cast<std::uint8_t>(cut.bytes_[at] & (0xFF00U >> kept));
    }
    return cut;
}

std::optional<network> network::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto base = ip::parse(text.substr(0, slash));
    if (!base)
        return std::nullopt;
    const unsigned most = base->is_v4() ? 32 : 128;
    unsigned bits = most;
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (error != std::errc() || end != digits.data() + digits.size() || bits > most)
            return std::nullopt;
    }
    return network(base->prefix(bits), bits);
}

bool network::contains(const ip& which) const
{
    return which.is_v4() == base_.is_v4() && which.prefix(bits_) == base_;
}

bool is_within(const ip& which, std::span<const network> networks)
{
    return std::ranges::any_of(networks, [&](const auto& one) { return one.contains(which); });
}

} // namespace net
