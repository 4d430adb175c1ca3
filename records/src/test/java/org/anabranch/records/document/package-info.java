@NullMarked
package org.anabranch.records.document;

import org.jspecify.annotations.NullMarked;
