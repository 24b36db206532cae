// What STATS tells administrators: how often commands were used, and the figures that the server has.
#pragma once

#include "base/errc.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/open_questions.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

class statistics {
public:
    // All have to outlive it.
    statistics(const room_settings& settings, audience& clients, outside& world)
        : settings_(settings)
        , clients_(clients)
        , world_(world)
    {
    }

    void count(std::string_view command) { ++used_[command]; } // of the table of commands
    void ask(reply& to, std::string query);
    // Lines of text for an administrator, or errc::forbidden for anybody else.
    void answered(const ask::read_figures& asked, const base::result<std::vector<std::string>>& told);

private:
    const room_settings& settings_;
    audience& clients_;
    outside& world_;
    std::map<std::string_view, std::uint64_t> used_; // by command
    open_questions<ask::read_figures> requests_{1};
};

} // namespace bridge
