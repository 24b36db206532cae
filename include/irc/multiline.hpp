// A message of several lines on its way in: the batch that one client has opened, until it ends it.
// https://ircv3.net/specs/extensions/multiline, https://ircv3.net/specs/extensions/batch
#pragma once

#include "irc/message.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace irc {

class multiline {
public:
    static constexpr std::size_t max_bytes = 16'384; // with the line feeds between the lines
    static constexpr std::size_t max_lines = 100;
    static constexpr std::string_view limits = "max-bytes=16384,max-lines=100"; // the capability's value
    static constexpr std::string_view batch_type = "draft/multiline";
    static constexpr std::string_view concat_tag = "draft/multiline-concat";

    struct whole {
        std::string target;
        std::string text; // its lines, joined
        bool notice = false;
        std::string label;  // of the command that opened the batch
        std::string tags{}; // of that command, as they came
        friend bool operator==(const whole&, const whole&) = default;
    };
    struct refusal { // FAIL BATCH
        std::string code;
        std::vector<std::string> context;
        std::string text;
        std::string label; // of the command that opened the batch
        friend bool operator==(const refusal&, const refusal&) = default;
    };
    // What came of a line: nothing yet, the message, or the one error of its batch. What else comes of a
    // refused batch is swallowed.
    using outcome = std::variant<std::monostate, whole, refusal>;

    // BATCH; `label` where it is to open one. Without the capabilities for it (`negotiated`) none is opened.
    // One that begins while another is open gives up that one.
    outcome batch(const message& line, bool negotiated, std::string label);
    // Whether a batch of that reference is open, or was refused and has not ended.
    bool knows(std::string_view reference) const;
    // A line with that `batch` tag. Where no such batch is open its own one may lack the line: both are
    // refused.
    outcome received(const message& line, std::string_view reference);
    // A line that could not be read: it may have been one of the batch.
    outcome spoiled();

    // Whether flood control is not to charge the line: a batch costs the line that opens it, and one more for
    // every 2 KiB of its text.
    bool is_free(const message& line) const;

private:
    struct open_batch {
        std::string reference;
        std::string target;
        std::string label;
        std::string tags;
        std::string text;
        std::size_t lines = 0;
        bool notice = false;
    };

    outcome begin(std::string_view reference, const message& line, bool negotiated, std::string label);
    outcome end(std::string_view reference);
    outcome add(const message& line);
    // Gives up the open batch, where there is one.
    refusal refuse(std::string_view code, std::vector<std::string> context, std::string_view text);
    refusal refuse(std::string_view text) { return refuse("MULTILINE_INVALID", {}, text); }
    void swallow(std::string_view reference);

    std::unique_ptr<open_batch> open_; // most clients never have one
    std::vector<std::string> refused_; // references of batches that were refused and have not ended
};

} // namespace irc
