// Directus's own answer that a request was not carried out. It is final, whatever its code: only silence, a
// lost connection and what a proxy answered leave the outcome open.
#pragma once

#include "base/errc.hpp"
#include "directus/types.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace directus {

struct rejection {
    base::error_code why;
    std::string code{};    // Directus's, or one that an administrator chose in a flow; empty: none was told
    std::string message{}; // for people; in a flow the administrator's own. Any size, any characters
    friend bool operator==(const rejection&, const rejection&) = default;

    // errc::rejected for a code that is not Directus's.
    static rejection of(std::string code, std::string message);

    // Nothing was executed, and the same request may succeed later.
    bool is_temporary() const;
    // FORBIDDEN in Directus's words, rather than a flow's with that code.
    bool is_lack_of_permission() const;
    // FORBIDDEN without a reason: the row that was created could not be read back. Where a permission is
    // missing, Directus 12 names the collection or the fields.
    bool is_row_out_of_sight() const;
    // The number of an operator's MAX_BATCH_MUTATION where that was exceeded; 0 for another reason.
    std::size_t batch_limit() const;
};

// How the creation of rows ended: the rows, as many of them as could be read back, in any order; a rejection;
// or why that is not known.
using creation = std::variant<std::vector<item>, rejection, base::error_code>;

} // namespace directus
