// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.coap.Bytes;

/// Writes object definition files as [DdfReader] reads them (LwM2M 1.2 Core appendix D). Descriptions,
/// which no [ObjectModel] holds, are left empty.
public final class DdfWriter {
  private DdfWriter() {}

  /// The file that defines `model`.
  public static Bytes write(ObjectModel model) {
    StringBuilder items = new StringBuilder();
    model.resources().values().forEach(resource -> items.append(item(resource)));
    return Bytes.ofUtf8(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <LWM2M>
          <Object ObjectType="MODefinition">
            <Name>%s</Name>
            <Description1></Description1>
            <ObjectID>%d</ObjectID>
            <ObjectURN>%s</ObjectURN>
            <LWM2MVersion>%s</LWM2MVersion>
            <ObjectVersion>%s</ObjectVersion>
            <MultipleInstances>%s</MultipleInstances>
            <Mandatory>%s</Mandatory>
            <Resources>
        %s    </Resources>
            <Description2></Description2>
          </Object>
        </LWM2M>
        """
            .formatted(
                text(model.name()),
                model.id(),
                model.urn(),
                model.leastRelease(),
                model.version(),
                instances(model.multiple()),
                need(model.mandatory()),
                items));
  }

  private static String item(ResourceModel resource) {
    boolean none = resource.operations() == ResourceModel.Operations.NONE;
    return """
              <Item ID="%d">
                <Name>%s</Name>
                <Operations>%s</Operations>
                <MultipleInstances>%s</MultipleInstances>
                <Mandatory>%s</Mandatory>
                <Type>%s</Type>
                <RangeEnumeration>%s</RangeEnumeration>
                <Units>%s</Units>
                <Description></Description>
              </Item>
        """
        .formatted(
            resource.id(),
            text(resource.name()),
            none ? "" : resource.operations().name(),
            instances(resource.multiple()),
            need(resource.mandatory()),
            resource.type().registryName(),
            text(resource.range()),
            text(resource.units()));
  }

  private static String instances(boolean multiple) {
    return multiple ? "Multiple" : "Single";
  }

  private static String need(boolean mandatory) {
    return mandatory ? "Mandatory" : "Optional";
  }

  private static String text(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
