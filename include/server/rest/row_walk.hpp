// A read of the history from page to page, between two places, towards older or newer rows, until so many
// messages are read. Its owner sends the requests, and may go on after one that failed.
#pragma once

#include "directus/rest.hpp"
#include "directus/types.hpp"
#include "server/rest/row_place.hpp"
#include "server/rest/text_allowance.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace server {

class row_walk {
public:
    using bound = std::optional<row_place>;

    static constexpr std::size_t page_size = 250;
    static constexpr std::size_t most_read = 10'000; // rows beyond the limit, most of which are no messages

    // From `upper`, or the newest row, back to `lower`, or the oldest. `wanted`: messages.
    static row_walk to_older(const bound& lower, const bound& upper, std::size_t wanted);
    // From `lower`, or the oldest row, on to `upper`, or the newest.
    static row_walk to_newer(const bound& lower, const bound& upper, std::size_t wanted);

    bool is_done(std::size_t wanted) const { return is_whole_ || count_ >= wanted; }
    // The page to read next. Pre: !is_done().
    const directus::rest::page& next() const { return next_; }
    // Takes the rows of that page. False where a date cannot be read, or where there are more rows than
    // `limit` + most_read: then none of them is taken.
    bool try_add(std::vector<directus::item> page, std::size_t wanted, std::size_t limit);

    std::size_t count() const { return count_; }                      // messages among the rows
    bool is_whole() const { return is_whole_; }                       // nothing further is left
    const std::vector<directus::item>& rows() const { return rows_; } // in the order read
    std::vector<directus::item> take_rows();                          // oldest first

private:
    explicit row_walk(directus::rest::page first)
        : next_(std::move(first))
    {
    }

    bool is_beyond(const directus::item& row); // counts the rows of the bound's date
    bool has(const directus::item& row) const; // Pre: rows of its date came last, if any

    directus::rest::page next_;
    bound end_{}; // where the walk ends
    // Rows of the end's date: towards older ones those still to come, else those so far.
    std::size_t of_end_ = 0;
    std::vector<directus::item> rows_{};
    std::size_t count_ = 0;
    std::size_t read_ = 0; // rows of all pages, those that came again too
    text_allowance texts_{};
    bool is_whole_ = false;
};

} // namespace server
