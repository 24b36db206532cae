#include "server/gateway/question_desk.hpp"

#include <utility>
#include <variant>

namespace server {

namespace {

template <class... Handlers>
struct by_kind : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
by_kind(Handlers...) -> by_kind<Handlers...>; // for clang 14

} // namespace

void question_desk::ask(bridge::ask::question what)
{
    using namespace bridge::ask;
    const auto unless_closed = [&](auto& who, auto& one) {
        if (!is_closed_)
            who.ask(std::move(one));
    };
    std::visit(by_kind{[&](store& one) {
                           if (auto* of = with_.users.find(one.author))
                               of->lines().store(std::move(one.what));
                           else
                               with_.room.returned({std::move(one.what), bridge::send_queue::fate::rejected,
                                                    base::errc::stopping},
                                                   one.author);
                       },
                       [&](correct& one) {
                           if (is_closed_)
                               with_.room.corrected().answered(one.author, {base::errc::stopping},
                                                               base::steady_now());
                           else
                               with_.edits.ask(std::move(one));
                       },
                       [&](keep_marker& one) { with_.markers.moved(one.whose); },
                       [&](react& one) { with_.reactions.ask(std::move(one)); },
                       [&](redact& one) { unless_closed(with_.edits, one); },
                       [&](read_figures& one) { unless_closed(with_.figures, one); },
                       [&](auto& one) { unless_closed(with_.histories, one); }},
               what);
}

} // namespace server
