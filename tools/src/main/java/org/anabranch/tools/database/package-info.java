/** A region's database as the tools see it: where it is, its tables, its keys. */
@NullMarked
package org.anabranch.tools.database;

import org.jspecify.annotations.NullMarked;
