// An IP address as a value, and networks of them. IPv4 that is mapped into IPv6 is IPv4: Asio's addresses and
// networks are of one version each, and compare a mapped address as another one.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace net {

class ip {
public:
    // "192.0.2.1", "2001:db8::1"; without brackets, a zone ("%eth0") is left out.
    static std::optional<ip> parse(std::string_view text);
    // 4 or 16 bytes in network order, as they stand in headers.
    static std::optional<ip> from_bytes(std::string_view bytes);

    bool is_v4() const;
    bool is_loopback() const; // all of 127.0.0.0/8, and ::1
    std::string str() const;
    // The address with all but its first bits 0. Pre: bits <= 32 for IPv4, 128 for IPv6.
    ip prefix(unsigned bits) const;
    // What one customer of a provider has: an IPv4 address, or an IPv6 network of 64 bits.
    ip customer() const { return prefix(is_v4() ? 32 : 64); }

    friend bool operator==(const ip&, const ip&) = default;
    friend auto operator<=>(const ip&, const ip&) = default;

private:
    std::array<std::uint8_t, 16> bytes_{}; // IPv4 in its mapped form
};

class network {
public:
    // An address, or "10.0.0.0/8"; bits behind the prefix are ignored.
    static std::optional<network> parse(std::string_view text);

    bool contains(const ip& which) const;
    friend bool operator==(const network&, const network&) = default;

private:
    network(ip base, unsigned bits)
        : base_(base)
        , bits_(bits)
    {
    }

    ip base_;
    unsigned bits_;
};

bool is_within(const ip& which, std::span<const network> networks); // any of them

} // namespace net
