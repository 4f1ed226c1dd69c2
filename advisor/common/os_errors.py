"""What the operating system gives as the reason of a failure, in the user's language."""

import errno

from advisor.common.language import Said, said
from advisor.common.messages import topic


def reason(error: OSError) -> Said | str:
    """The reason as a message of `messages/system.yaml`, or the system's own words for a failure
    that has none there.
    """
    key = f"system.{errno.errorcode.get(error.errno or 0, '')}"
    return said(key) if key in topic("system") else error.strerror or str(error)
