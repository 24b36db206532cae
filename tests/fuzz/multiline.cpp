// Batches of lines: whatever comes of one is within its limits, and each ends once.
#include "irc/multiline.hpp"

#include "fuzz/fuzz.hpp"
#include "irc/tags.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using irc::multiline;
    fuzz::source in(data, size);
    const bool negotiated = in.flag();
    multiline batches;
    while (!in.empty()) {
        const auto line = in.line();
        const auto message = irc::message::parse(line);
        multiline::outcome outcome;
        if (!message) {
            outcome = batches.spoiled();
        } else if (message->is("BATCH")) {
            batches.is_free(*message);
            outcome = batches.batch(*message, negotiated, irc::find_tag(message->tags, "label").value_or(""));
        } else if (const auto reference = irc::find_tag(message->tags, "batch")) {
            batches.is_free(*message);
            outcome = batches.received(*message, *reference);
        }
        if (const auto* whole = std::get_if<multiline::whole>(&outcome)) {
            fuzz::require(negotiated, "only who knows it sends one");
            fuzz::require(whole->text.size() <= multiline::max_bytes, "within its limits");
            fuzz::require(!whole->target.empty(), "for somebody");
        } else if (const auto* refusal = std::get_if<multiline::refusal>(&outcome)) {
            fuzz::require(!refusal->code.empty() && !refusal->text.empty(), "the reason is said");
        }
    }
    return 0;
}
