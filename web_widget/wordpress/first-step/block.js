// The block in the editor: four fields, and what visitors get as WordPress draws it. No build step.
(function (blocks, element, editor, components, serverSideRender) {
  "use strict";
  var make = element.createElement;
  var fields = [
    ["server", "Where First Step runs, like https://first-step.example.org"],
    ["org", "Your organisation's short name there"],
    ["heading", "Words on the button"],
    ["lang", "Language, like cy (leave empty for English)"]
  ];
  blocks.registerBlockType("first-step/guide", {
    edit: function (props) {
      var controls = fields.map(function (field) {
        return make(components.TextControl, {
          key: field[0], label: field[1], value: props.attributes[field[0]],
          onChange: function (value) { var change = {}; change[field[0]] = value; props.setAttributes(change); }
        });
      });
      controls.push(make(components.SelectControl, {
        key: "mode", label: "How it looks", value: props.attributes.mode,
        options: [{ label: "A button in the page", value: "inline" }, { label: "A button in the corner", value: "bubble" }],
        onChange: function (mode) { props.setAttributes({ mode: mode }); }
      }));
      return make("div", editor.useBlockProps(),
        make(editor.InspectorControls, null, make(components.PanelBody, { title: "First Step" }, controls)),
        make(serverSideRender, { block: "first-step/guide", attributes: props.attributes }));
    },
    save: function () { return null; }
  });
})(window.wp.blocks, window.wp.element, window.wp.blockEditor, window.wp.components, window.wp.serverSideRender);
