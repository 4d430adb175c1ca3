@NullMarked
package org.anabranch.installation;

import org.jspecify.annotations.NullMarked;
