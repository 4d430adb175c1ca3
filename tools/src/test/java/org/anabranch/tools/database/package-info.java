@NullMarked
package org.anabranch.tools.database;

import org.jspecify.annotations.NullMarked;
