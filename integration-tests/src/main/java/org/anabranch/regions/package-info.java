/** Regions as tests and the quickstart see them: deployed, compared, and shown to be unaltered. */
@NullMarked
package org.anabranch.regions;

import org.jspecify.annotations.NullMarked;
