#include "base/secret.hpp"

#include <string.h>

#include <algorithm>
#include <utility>

namespace base {

secret::secret(std::string_view text)
    : bytes_(text.empty() ? nullptr : std::make_unique<char[]>(text.size()))
    , size_(text.size())
{
    std::copy(text.begin(), text.end(), bytes_.get());
}

secret::secret(secret&& other) noexcept
    : bytes_(std::move(other.bytes_))
    , size_(std::exchange(other.size_, 0))
{
}

secret& secret::operator=(secret other) noexcept
{
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    return *this;
}

secret::~secret()
{
    if (bytes_)
        explicit_bzero(bytes_.get(), size_);
}

bool operator==(const secret& a, const secret& b)
{
    if (a.size_ != b.size_)
        return false;
    // Every byte is looked at, and through a volatile, so that the time tells nothing about the first
    // difference.
    volatile unsigned char difference = 0;
    for (std::size_t i = 0; i < a.size_; ++i)
        difference = static_cast<unsigned char>(difference | (a.bytes_[i] ^ b.bytes_[i]));
    return difference == 0;
}

void wipe(std::string& text)
{
    // Up to the capacity: the string may have been longer.
    text.resize(text.capacity());
    explicit_bzero(text.data(), text.size());
    text.clear();
}

void wipe(std::span<char> bytes)
{
    if (!bytes.empty())
        explicit_bzero(bytes.data(), bytes.size());
}

void append_secret(std::string& to, std::string_view more)
{
    constexpr std::size_t least =
        64; // more than a string keeps inside itself, and leaves there when it moves
    const auto size = to.size() + more.size();
    if (size > to.capacity()) {
        std::string larger;
        larger.reserve(std::max(least, size + size / 2));
        larger = to;
        std::swap(to, larger);
        wipe(larger);
    }
    to += more;
}

void cut_secret(std::string& from, std::size_t count)
{
    const auto size = from.size();
    from.erase(0, count);
    // What moved up is still where it was.
    const auto left = from.size();
    from.resize(size);
    wipe(std::span(from).subspan(left));
    from.resize(left);
}

} // namespace base
