// A WebSocket to Directus that opens, ends and says whatever it likes, while it is used.
#include "directus/link.hpp"

#include "fuzz/fuzz.hpp"

namespace {

using directus::link;
using namespace std::chrono_literals;

class world {
public:
    explicit world(fuzz::source& in)
        : in_(in)
    {
        link::settings with;
        with.shape.reactions = "reactions";
        machine_.emplace(with);
        machine_->reads_reactions(true);
    }

    void step()
    {
        link::actions out;
        switch (in_.below(10)) {
        case 0:
            machine_->start(base::secret("token"), now_, out);
            break;
        case 1:
            if (opening_) {
                opening_ = false;
                open_ = true;
                machine_->opened(now_, out);
            }
            break;
        case 2:
            if (opening_ || open_) {
                opening_ = open_ = false;
                machine_->closed(base::errc::unreachable, now_, out);
            }
            break;
        case 3:
            if (open_)
                machine_->received(frame(), now_, out);
            break;
        case 4:
            if (machine_->is_live())
                machine_->subscribe(now_, out);
            break;
        case 5:
            if (machine_->can_create()) {
                const directus::draft row{{}, "text"};
                machine_->create({&row, 1}, now_, out);
                fuzz::require(!creating_, "one create at a time");
                creating_ = true;
            }
            break;
        case 6:
            machine_->reauthenticate(base::secret("another"), now_, out);
            break;
        case 7:
            now_ += std::chrono::milliseconds(in_.byte() * 100);
            break;
        case 8:
            if (machine_->is_live() && in_.below(3) > 0)
                machine_->subscribe_users(now_, out);
            else
                machine_->unsubscribe_users(out);
            break;
        default:
            if (in_.below(4) == 0)
                machine_->stop(now_, out);
        }
        look_at(out);
        fire();
    }

    // A create never stays without an outcome, whatever becomes of the socket.
    void finish()
    {
        for (int n = 0; creating_ && n < 50 && machine_->deadline(); ++n) {
            now_ = std::max(now_, *machine_->deadline());
            fire();
        }
        fuzz::require(!creating_, "every create ends");
    }

private:
    // One of what Directus says, to what was asked last, or anything at all.
    std::string frame()
    {
        static constexpr const char* known[] = {
            R"({"type":"auth","status":"ok","uid":"$"})",
            R"({"type":"auth","status":"error","error":{"code":"AUTH_FAILED"}})",
            R"({"type":"auth","status":"error","error":{"code":"TOKEN_EXPIRED"}})",
            R"({"type":"subscription","event":"init","uid":"$"})",
            R"({"type":"subscription","event":"create","data":[{"id":1,"content":"x"}],"uid":"$"})",
            R"({"type":"subscription","event":"delete","data":["1"],"uid":"$"})",
            R"({"type":"subscription","event":"update","data":[{"id":"u","first_name":"x"}],"uid":"$"})",
            R"({"type":"subscribe","status":"error","error":{"code":"FORBIDDEN"},"uid":"$"})",
            R"({"type":"items","status":"ok","data":{"id":1},"uid":"$"})",
            R"({"type":"items","status":"error","error":{"code":"FORBIDDEN"},"uid":"$"})",
            R"({"type":"items","status":"error","error":{"code":"INTERNAL_SERVER_ERROR"}})",
            R"({"type":"server","status":"error","error":{"code":"REQUESTS_EXCEEDED","message":"retry after 300ms"}})",
            R"({"type":"ping"})",
            R"({"type":"pong","uid":"$"})"};
        const auto which = in_.below(std::size(known) + 1);
        if (which == std::size(known))
            return std::string(in_.line());
        std::string text = known[which];
        if (const auto at = text.find('$'); at != text.npos && !uids_.empty())
            text.replace(at, 1, uids_[uids_.size() - 1 - in_.below(std::min<std::size_t>(uids_.size(), 6))]);
        return text;
    }

    void look_at(const link::actions& actions)
    {
        for (const auto& one : actions) {
            if (std::holds_alternative<link::open>(one)) {
                fuzz::require(!open_ && !opening_, "one socket at a time");
                opening_ = true;
            } else if (const auto* sent = std::get_if<link::send>(&one)) {
                fuzz::require(open_, "there is a socket to send on");
                const auto at = sent->frame.find(R"("uid":")");
                if (at != std::string::npos)
                    uids_.push_back(sent->frame.substr(at + 7, sent->frame.find('"', at + 7) - at - 7));
            } else if (std::holds_alternative<link::close>(one)) {
                open_ = opening_ = false;
            } else if (std::holds_alternative<link::created>(one) ||
                       std::holds_alternative<link::create_failed>(one) ||
                       std::holds_alternative<link::create_throttled>(one) ||
                       std::holds_alternative<link::create_unknown>(one)) {
                fuzz::require(creating_, "a create ends once");
                creating_ = false;
            } else if (std::holds_alternative<link::live>(one)) {
                fuzz::require(open_, "live on a socket");
            }
        }
    }

    void fire()
    {
        for (int n = 0; machine_->deadline() && *machine_->deadline() <= now_; ++n) {
            fuzz::require(n < 20, "time does not stand still");
            link::actions out;
            machine_->fired(now_, out);
            look_at(out);
        }
    }

    fuzz::source& in_;
    std::optional<link> machine_;
    base::time_point now_{1h};
    bool opening_ = false, open_ = false, creating_ = false;
    std::vector<std::string> uids_;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    world all(in);
    for (int steps = 0; !in.empty() && steps < 400; ++steps)
        all.step();
    all.finish();
    return 0;
}
