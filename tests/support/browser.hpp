// A page in headless Chromium, driven over the DevTools protocol: what a person types, and what the page
// shows. The browser ends with the test. https://chromedevtools.github.io/devtools-protocol/
#pragma once

#include "support/child.hpp"
#include "support/temporary_directory.hpp"

#include <boost/assert/source_location.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace support {

class browser {
public:
    // Opens the page; throws with Chromium's log where it does not start.
    explicit browser(const std::string& url);
    browser(const browser&) = delete;
    browser& operator=(const browser&) = delete;
    ~browser();

    // The value of a JavaScript expression, as String() has it. Throws where the expression does.
    std::string evaluate(std::string_view expression) const;
    // Waits until the expression is true; throws with the page's text where it does not become so. Until then
    // it may throw.
    void expect(std::string_view expression, boost::source_location from = BOOST_CURRENT_LOCATION) const;
    // Keys for the focused element: text without line breaks, and Enter.
    void type(std::string_view text) const;
    void press_enter(bool with_shift = false) const;

    std::string log() const { return process_.output(); }

private:
    struct connection;

    temporary_directory directory_;
    child process_;
    std::unique_ptr<connection> devtools_;
};

} // namespace support
