/** What wrong configurations are answered, over Connect's REST API. */
@NullMarked
package org.anabranch.validation;

import org.jspecify.annotations.NullMarked;
