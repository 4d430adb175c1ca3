/** What every command shares towards the person or script that runs it. */
@NullMarked
package org.anabranch.tools.console;

import org.jspecify.annotations.NullMarked;
