namespace Tracking.Core.Notices;

/// <summary>What a buyer can ask to be told; <see cref="Arrived"/> asks back, a day after delivery.</summary>
public enum NoticeKind { Shipped, Customs, NeedsYou, OutForDelivery, Delivered, Late, Arrived }
