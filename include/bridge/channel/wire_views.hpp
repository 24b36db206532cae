// Lines that name users, encoded for clients that see names and for clients that see codes: each made when
// the first such client is sent it.
#pragma once

#include "bridge/channel/client.hpp"
#include "bridge/people/roster.hpp"
#include "bridge/wire/line.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace bridge {

using line_maker = std::function<std::vector<line>(naming)>;

class wire_views {
public:
    explicit wire_views(line_maker make)
        : make_(std::move(make))
    {
    }

    wire_cache& of(naming how)
    {
        auto& view = how == naming::codes ? codes_ : names_;
        if (!view)
            view.emplace(make_(how));
        return *view;
    }
    // Null where such a client is sent nothing.
    bytes for_client(const client& to) { return of(to.user->sees).for_caps(to.caps); }

private:
    line_maker make_;
    std::optional<wire_cache> names_;
    std::optional<wire_cache> codes_;
};

} // namespace bridge
