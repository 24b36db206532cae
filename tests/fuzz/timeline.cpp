// Rows whose events come late, twice or never, with gaps that are read back, keys that begin anew and a clock
// that is set: each is shown once.
#include "bridge/rows/timeline.hpp"

#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace {

using bridge::timeline;
using namespace std::chrono_literals;

class world {
public:
    explicit world(fuzz::source& in)
        : in_(in)
    {
        lines_.hold();
        read_back();
    }

    void step()
    {
        timeline::actions out;
        if (const auto by = lines_.clock_moved(now_, wall_); by != 0ms) {
            lines_.hold();
            read_back();
        }
        switch (in_.below(10)) {
        case 0:
        case 1:
        case 2: { // a row, and perhaps its event
            rows_.push_back({base::item_id(std::to_string(rows_.size() - begun_ + 1)), "text",
                             base::user_id(std::to_string(rows_.size())), wall_});
            live_.push_back(true);
            if (!holding_ && in_.flag())
                lines_.received({.row = rows_.back()}, now_, wall_, out);
            else
                late_.push_back(rows_.size() - 1);
            break;
        }
        case 3: // an event that was late, or comes again
            if (!late_.empty()) {
                lines_.received({.row = rows_[late_[in_.below(late_.size())]]}, now_, wall_, out);
            }
            break;
        case 4:
            now_ += 1ms * in_.byte();
            wall_ += 1ms * in_.below(100);
            break;
        case 5:
            holding_ = true;
            lines_.hold();
            break;
        case 6:
            if (rows_.size() > begun_) {
                const auto n = begun_ + in_.below(rows_.size() - begun_);
                live_[n] = false;
                lines_.deleted(rows_[n].id, now_, out);
            }
            break;
        case 7: // keys begin anew, and nobody is told
            begun_ = rows_.size();
            std::fill(live_.begin(), live_.end(), false);
            late_.clear();
            now_ += 1s;
            wall_ += 1s;
            break;
        case 8:
            if (begun_ > 0) { // a row under a known key that is dated in the future may be one dated anew
                lines_.hold();
                read_back();
            }
            wall_ += in_.flag() ? 1h : -1h;
            break;
        default:
            if (rows_.size() > begun_) {
                auto& row = rows_[begun_ + in_.below(rows_.size() - begun_)];
                row.content += "!";
                lines_.updated(row, now_, out);
            }
        }
        look_at(out);
        fire();
    }

    void finish()
    {
        lines_.hold();
        read_back();
        for (int n = 0; n < 100 && lines_.deadline(); ++n) {
            now_ = std::max(now_, *lines_.deadline());
            fire();
        }
        fuzz::require(!lines_.deadline(), "nothing waits for ever");
        for (std::size_t n = 0; n < rows_.size(); ++n)
            fuzz::require(!live_[n] || shown_[rows_[n].author.str()] == 1,
                          "every row that is there is shown");
    }

private:
    void look_at(const timeline::actions& actions)
    {
        for (const auto& one : actions) {
            if (const auto* said = std::get_if<bridge::said>(&one))
                fuzz::require(++shown_[said->row.author.str()] == 1, "shown once");
            else if (const auto* edited = std::get_if<bridge::edited>(&one))
                fuzz::require(shown_[edited->row.author.str()] == 1, "what is edited was shown");
            else if (const auto* gone = std::get_if<bridge::removed>(&one))
                fuzz::require(shown_[gone->row.author.str()] == 1, "what is removed was shown");
        }
    }

    void fire()
    {
        timeline::actions out;
        if (const auto due = lines_.deadline(); due && *due <= now_)
            lines_.fired(now_, out);
        look_at(out);
    }

    void read_back()
    {
        std::vector<bridge::said> found;
        for (std::size_t n = 0; n < rows_.size(); ++n)
            if (live_[n] && *rows_[n].date >= lines_.cursor())
                found.push_back({.row = rows_[n], .missed = true});
        timeline::actions out;
        const auto caught = lines_.replayed(std::move(found), now_, now_, wall_, out);
        fuzz::require(caught.left_out == 0, "there are few");
        holding_ = false;
        look_at(out);
    }

    fuzz::source& in_;
    base::time_point now_{1h};
    base::wall_time wall_{1'700'000'000'000ms};
    timeline lines_{{.catch_up = 100'000}, wall_};
    bool holding_ = true;
    std::vector<directus::item> rows_;
    std::vector<bool> live_; // not deleted
    std::size_t begun_ = 0;  // the first row of the keys in use
    std::vector<std::size_t> late_;
    std::map<std::string, int> shown_;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    world all(in);
    for (int steps = 0; !in.empty() && steps < 250; ++steps)
        all.step();
    all.finish();
    return 0;
}
