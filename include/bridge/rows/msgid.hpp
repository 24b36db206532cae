// The ids that lines have on IRC: a row's is its key, that of an edit the key, a dot and the edit's number,
// that of a reaction the row's key, ".r" (".u" where it is taken back) and the reaction's own.
// https://ircv3.net/specs/extensions/message-ids
#pragma once

#include "base/ids.hpp"

#include <string>
#include <string_view>

namespace bridge::msgid {

std::string of_edit(const base::item_id& row, unsigned number);
std::string of_reaction(const base::item_id& row, const base::item_id& reaction, bool undone);
bool is_reaction(std::string_view id);
// The row that an id means, whether it is the row's own or that of an edit or of a reaction. Empty where it
// cannot be a key.
base::item_id row_of(std::string_view id);

} // namespace bridge::msgid
