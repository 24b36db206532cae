#include "server/clients/outgoing_lines.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

namespace server {

void outgoing_lines::add(std::string line)
{
    bytes_ += line.size();
    lines_.push_back(std::make_shared<const std::string>(std::move(line)));
}

void outgoing_lines::end_with(std::string last, std::size_t kept)
{
    lines_.resize(std::min(lines_.size(), kept));
    lines_.push_back(std::make_shared<const std::string>(std::move(last)));
    bytes_ = 0;
    for (const auto& line : lines_)
        bytes_ += line->size();
}

outgoing_lines::written outgoing_lines::write(net::stream& to)
{
    written out;
    std::span<const bridge::bytes> rest = lines_;
    const bool are_few = lines_.size() <= bridge::outbox::usual;
    while (!rest.empty() || to.blocked()) {
        const auto some = rest.first(std::min(rest.size(), net::stream::gathered));
        const auto taken = to.write(some);
        if (!taken) {
            rest = {};
            out.is_lost = true;
            break;
        }
        for (const auto& line : some.first(*taken))
            out.bytes += line->size();
        out.lines += *taken;
        rest = rest.subspan(*taken);
        if (to.blocked())
            break;
    }
    bytes_ -= std::min(out.bytes, bytes_);
    lines_.erase(lines_.begin(), lines_.end() - static_cast<std::ptrdiff_t>(rest.size()));
    if (are_few && lines_.empty() && lines_.capacity() > bridge::outbox::usual)
        std::vector<bridge::bytes>().swap(lines_); // gives back room for more, which "= {}" would keep
    return out;
}

} // namespace server
