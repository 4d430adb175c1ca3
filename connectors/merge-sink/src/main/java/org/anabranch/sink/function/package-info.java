/** Users' own merge functions, as the engine calls them: trusting none. */
@NullMarked
package org.anabranch.sink.function;

import org.jspecify.annotations.NullMarked;
