// Lines of one user that go to Directus as one create, which stores all of them, in order, or none; and which
// rows are known to have come of them.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "bridge/sending/key_maker.hpp"
#include "directus/types.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace bridge {

class batch {
public:
    struct line {
        base::client_id from;
        std::string text;
        bool notice = false;
        std::string label{};      // of the command that it came with; empty for none
        base::item_id reply_to{}; // the row that it answers; empty for none
        bool typed = false;       // the text is what was typed, and that had no codes to be translated
        // As how many lines of IRC it counts where these are bounded.
        std::size_t weight() const;
        friend bool operator==(const line&, const line&) = default;
    };
    struct entry {
        line what;
        base::time_point since;
        base::item_id id{};                  // empty: Directus chooses
        bool alone = false;                  // goes by itself: it was refused together with others
        bool doubtful = false;               // was sent, and though it is not there it may yet be stored
        std::optional<directus::item> row{}; // that came of it
        bool shown = false;                  // its event told that, before the answer
    };
    using entries = std::deque<entry>;
    struct limits {
        std::size_t lines = 50;
        std::size_t bytes = 64 * 1024; // of text, where there is more than one line
    };

    // Takes the next ones from the front. Pre: there is one.
    batch(entries& waiting, const limits& at_most);
    // To the front again, to go together, or one by one.
    void give_back(entries& waiting);
    void split_into(entries& waiting);

    // The keys are the gateway's: of all lines, or of none.
    bool has_keys() const { return !lines_.front().id.empty(); }
    void give_keys(key_maker& from, base::wall_time wall); // to those that have none
    // The row that the only line answers is not named any more. False where it names none, or there are
    // others.
    bool forget_reply();
    bool is_doubtful() const { return lines_.front().doubtful; }
    void set_doubtful();

    std::vector<directus::draft> drafts() const;
    // Of the lines whose row is not known. Pre: has_keys().
    std::vector<base::item_id> open_keys() const;

    // The line that a row of the author's came of: by its key, or, where Directus chose that, by its text,
    // each row for one line, in order.
    const line* find(const directus::item& row) const;
    // The row is there, as its event told or as it was read; of no line of ours, it is nothing to us.
    void saw(const directus::item& row, bool in_event);
    // The rows are the answer to the create. False where some line's row is not among them.
    bool stored_as(std::vector<directus::item> rows);
    void forget_rows();
    bool any_stored() const;
    bool all_stored() const;

    // A batch without lines is good for nothing more.
    const entry& front() const { return lines_.front(); }
    entry take_front();
    bool empty() const { return lines_.empty(); }
    std::size_t size() const { return lines_.size(); }
    std::size_t weight() const { return weight_of(lines_); }
    static std::size_t weight_of(const entries& lines);

private:
    std::size_t position(const directus::item& row) const; // size() for none

    entries lines_;
};

} // namespace bridge
