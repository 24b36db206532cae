// The ids that lines have on IRC: a row's is its key, that of an edit the key, a dot and the edit's number.
// https://ircv3.net/specs/extensions/message-ids
#pragma once

#include "base/ids.hpp"

#include <string>
#include <string_view>

namespace bridge::msgid {

std::string of_edit(const base::item_id& row, unsigned number);
// The row that an id means, whether it is the row's own or that of an edit. Empty where it cannot be a key.
base::item_id row_of(std::string_view id);

} // namespace bridge::msgid
