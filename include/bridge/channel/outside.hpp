// What the channel needs of the world outside of it: Directus asked, and what is known of it meanwhile.
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/questions.hpp"
#include "bridge/people/roster.hpp"

#include <string>

namespace bridge {

class outside {
public:
    // Answered as the question says: later, or within this call where it cannot be asked.
    virtual void ask(ask::question what) = 0;

    // How the member's link to Directus is, in a few words.
    virtual std::string link_state(const member& of) const = 0;
    // The notice about what they are sent, for a client of theirs that joins; empty: none.
    virtual std::string notice(const member& of) const = 0;
    // By how much Directus's clock, which dates the rows, is ahead of that of the other times here.
    virtual base::duration clock_lead() const = 0;

protected:
    ~outside() = default;
};

} // namespace bridge
