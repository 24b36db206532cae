// A password or token in memory: wiped when it goes, never printed, compared in constant time.
#pragma once

#include <cstddef>
#include <memory>
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

} // namespace base
