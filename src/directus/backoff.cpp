#include "directus/backoff.hpp"

#include <algorithm>

namespace directus {

namespace {

// Neighbouring seeds give minstd_rand neighbouring first numbers: links made in turn would all wait alike.
// https://prng.di.unimi.it/splitmix64.c
std::minstd_rand::result_type mixed(std::uint64_t seed)
{
    seed += 0x9e3779b97f4a7c15;
    seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
    seed = (seed ^ (seed >> 27)) * 0x94d049bb133111eb;
    return static_cast<std::minstd_rand::result_type>(seed ^ (seed >> 31));
}

base::duration scaled(base::duration wait, double factor)
{
    return std::chrono::duration_cast<base::duration>(wait * factor);
}

} // namespace

backoff::backoff(settings with, std::uint64_t seed)
    : settings_(with)
    , next_(std::min(with.first, with.most))
    , random_(mixed(seed))
{
}

base::duration backoff::next()
{
    const auto wait = next_;
    next_ = std::min(scaled(next_, settings_.factor), settings_.most);
    std::uniform_real_distribution<double> share(-settings_.jitter, settings_.jitter);
    return std::max(scaled(wait, 1 + share(random_)), base::duration::zero());
}

void backoff::reset()
{
    next_ = std::min(settings_.first, settings_.most);
}

} // namespace directus
