#include "scheduler/playing.h"

namespace kepu::scheduler {

void Playing::end(const Group& group, std::uint32_t entry) {
  const auto found = groups_.find(group);
  if (found == groups_.end()) return;
  found->second.erase(entry);
  if (found->second.empty()) groups_.erase(found);
}

}  // namespace kepu::scheduler
