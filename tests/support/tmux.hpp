// A terminal of 100 × 30 with a program in it: keys go in, its screen is looked at. The program ends with the
// test.
#pragma once

#include "support/child.hpp"
#include "support/temporary_directory.hpp"

#include <boost/assert/source_location.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace support {

class terminal {
public:
    // `environment` besides a HOME of its own.
    explicit terminal(std::vector<std::string> command);
    ~terminal();

    const std::filesystem::path& home() const { return home_.path(); }
    std::string screen() const;
    // Waits until the screen shows the text; throws with the screen where it does not.
    void expect(std::string_view text, boost::source_location from = BOOST_CURRENT_LOCATION) const;
    // Types a line and Enter.
    void type(const std::string& line) const;
    void interrupt() const; // Ctrl-C

private:
    std::string tmux(std::vector<std::string> arguments) const;

    temporary_directory home_;
    std::unique_ptr<child> server_;
    int program_ = -1; // a handle to wait for it
};

} // namespace support
