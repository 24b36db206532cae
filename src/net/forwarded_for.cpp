#include "net/forwarded_for.hpp"

#include <algorithm>

namespace net {

std::optional<ip> forwarded_for(std::string_view list, std::span<const network> proxies)
{
    for (;;) {
        const auto comma = list.rfind(',');
        const bool is_first = comma == list.npos;
        auto text = is_first ? list : list.substr(comma + 1);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        const auto address = ip::parse(text.substr(0, text.find_last_not_of(' ') + 1));
        if (!address || is_first || !is_within(*address, proxies))
            return address;
        list = list.substr(0, comma);
    }
}

} // namespace net
