// A proxy's header is the same however much of what follows is there already.
#include "net/proxy_header.hpp"

#include "fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto whole = net::proxy_header::parse(bytes);
    if (!whole || !*whole)
        return 0;
    const auto& header = **whole;
    fuzz::require(header.size <= bytes.size() && header.size <= net::proxy_header::max_size,
                  "within the bytes");
    fuzz::require(net::proxy_header::begins(bytes), "it begins as one");
    const auto exact = net::proxy_header::parse(bytes.substr(0, header.size));
    fuzz::require(exact && *exact && **exact == header, "the same without what follows");
    const auto less = net::proxy_header::parse(bytes.substr(0, header.size - 1));
    fuzz::require(less && !*less, "incomplete with a byte less");
    return 0;
}
