// A password or token in memory: wiped when it goes, never printed, compared in constant time.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace base {

class secret {
public:
    secret() = default;
    explicit secret(std::string_view text);
    secret(const secret& other)
        : secret(other.reveal())
    {
    }
    secret(secret&& other) noexcept;
    secret& operator=(secret other) noexcept;
    ~secret();

    // The plain text, for the one place that sends it.
    std::string_view reveal() const { return {bytes_.get(), size_}; }
    bool empty() const { return size_ == 0; }

    friend bool operator==(const secret& a, const secret& b);

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

// Overwrites the text before it is given back to the heap.
void wipe(std::string& text);
// Overwrites bytes that belong to somebody else, and stay his.
void wipe(std::span<char> bytes);

// As `to += more`, for text that may be a secret: where it has to move, nothing stays behind.
void append_secret(std::string& to, std::string_view more);
// As `from.erase(0, count)`: what is no longer the text's is overwritten. Pre: there are so many.
void cut_secret(std::string& from, std::size_t count);

// Wipes a string or an array of characters, however its scope is left.
template <class Text>
class wiped_at_end {
public:
    explicit wiped_at_end(Text& text)
        : text_(text)
    {
    }
    ~wiped_at_end() { wipe(text_); }
    wiped_at_end(const wiped_at_end&) = delete;
    wiped_at_end& operator=(const wiped_at_end&) = delete;

private:
    Text& text_;
};

} // namespace base
