package org.anabranch.transforms.encrypt;

import java.util.List;
import org.anabranch.records.path.RowFields;
import org.anabranch.records.path.RowForm;

/**
 * How rows of one schema are encrypted.
 *
 * @param missing the numbers of the fields that they must have and have not
 */
record EncryptionPlan(RowFields fields, RowForm form, List<Integer> missing, FieldPlaces places) {}
