#include "base/base64.hpp"

#include "base/secret.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace base {

namespace {

unsigned char* unsigned_data(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

const unsigned char* unsigned_data(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

std::string to_base64(std::string_view bytes)
{
    std::string out((bytes.size() + 2) / 3 * 4, '\0');
    EVP_EncodeBlock(unsigned_data(out), unsigned_data(bytes), static_cast<int>(bytes.size()));
    return out;
}

// The text may hold a password: `out` is never grown, nor short enough to be moved by copying it. OpenSSL
// accepts more than to_base64() produces: whitespace around it, and bits behind the last byte.
std::optional<std::string> from_base64(std::string_view text)
{
    std::string out;
    out.reserve(std::max<std::size_t>(text.size() / 4 * 3, 64));
    out.resize(text.size() / 4 * 3);
    const auto padding = std::min<std::size_t>(text.size() - text.find_last_not_of('=') - 1, 2);
    const int size = text.size() % 4 == 0 ? EVP_DecodeBlock(unsigned_data(out), unsigned_data(text),
                                                            static_cast<int>(text.size()))
                                          : -1;
    bool is_exact = size >= 0 && static_cast<std::size_t>(size) >= padding;
    if (is_exact) {
        out.resize(static_cast<std::size_t>(size) - padding);
        auto again = to_base64(out);
        is_exact = again == text;
        wipe(again);
    }
    if (is_exact)
        return out;
    wipe(out);
    return std::nullopt;
}

} // namespace base
